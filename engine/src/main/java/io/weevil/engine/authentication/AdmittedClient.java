package io.weevil.engine.authentication;

import io.weevil.engine.crypto.Authenticator;
import io.weevil.engine.group.ClientCertificate;

/**
 * A client that the group's authority admits at some time.
 *
 * @param certificate authentic
 * @param key shared with the client
 */
record AdmittedClient(ClientCertificate certificate, Authenticator key) {}
