package io.weevil.apps.structure.offence.testkit.two;

import io.weevil.apps.structure.offence.testkit.one.One;

public record Two(One one) {}
