package io.weevil.apps.structure.offence.testkit.one;

import io.weevil.apps.structure.offence.testkit.two.Two;

public record One(Two two) {}
