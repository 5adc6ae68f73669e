package io.weevil.apps.structure.offence.engine.one;

import io.weevil.apps.structure.offence.engine.two.Two;

public record One(Two two) {}
