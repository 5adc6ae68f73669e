package io.weevil.testkit.adversary;

import io.weevil.engine.message.RequestAuthenticator;

/** Makes something else of a request's authenticator. */
@FunctionalInterface
interface AuthenticatorForger {

  RequestAuthenticator forge(RequestAuthenticator genuine);
}
