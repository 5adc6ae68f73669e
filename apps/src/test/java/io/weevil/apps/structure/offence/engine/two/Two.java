package io.weevil.apps.structure.offence.engine.two;

import io.weevil.apps.structure.offence.engine.one.One;

public record Two(One one) {}
