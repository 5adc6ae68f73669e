package io.weevil.engine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the rules of docs/protocol.md that a test proves, {@code "R-ACCEPT-2"} say. The table
 * docs/rules.md is made of these and of the rule numbers in the code's comments.
 */
@Retention(RetentionPolicy.SOURCE)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Rule {
  String[] value();
}
