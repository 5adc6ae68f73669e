package io.weevil.apps.structure.offence.apps.two;

import io.weevil.apps.structure.offence.apps.one.One;

public record Two(One one) {}
