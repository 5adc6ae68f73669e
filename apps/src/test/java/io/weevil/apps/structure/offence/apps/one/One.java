package io.weevil.apps.structure.offence.apps.one;

import io.weevil.apps.structure.offence.apps.two.Two;

public record One(Two two) {}
