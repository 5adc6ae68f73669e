package io.weevil.apps.structure.offence.actors.two;

import io.weevil.apps.structure.offence.actors.one.One;

public record Two(One one) {}
