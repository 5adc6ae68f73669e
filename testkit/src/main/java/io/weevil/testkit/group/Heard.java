package io.weevil.testkit.group;

import io.weevil.engine.message.WireMessage;
import io.weevil.engine.model.Party;

/** A message that has come to a probe, authentic, and what is signed in it too. */
public record Heard(Party sender, WireMessage message) {}
