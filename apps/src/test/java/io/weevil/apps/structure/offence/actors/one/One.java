package io.weevil.apps.structure.offence.actors.one;

import io.weevil.apps.structure.offence.actors.two.Two;

public record One(Two two) {}
