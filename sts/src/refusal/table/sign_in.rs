//! Codes 16000 to 54005: sessions, accounts, credentials, devices, conditional access.

use crate::refusal::{
    Entry,
    entry::{captured, documented, reconstructed},
};

pub(super) const ROWS: &[Entry] = &[
    captured(16000, "SelectUserAccount", "interaction_required", 400, "Either multiple user identities are available for the current request or selected account is not supported for the scenario.")
        .to_redirect()
        .when("a silent request (prompt=none) finds several signed-in accounts, or one that this app cannot use")
        .cure("send login_hint or sid to name the account, or repeat the request interactively with prompt=select_account"),
    reconstructed(16001, "UserAccountSelectionInvalid", "interaction_required", 400, "The selected user account is no longer signed in.")
        .when("the user picks an account tile whose session has ended in the meantime")
        .cure("start the authorization request again and let the user pick from the refreshed list of accounts"),
    reconstructed(16002, "AppSessionSelectionInvalid", "login_required", 400, "The session requested by the application does not meet the requirements of the request.")
        .to_redirect()
        .when("no signed-in session satisfies the sid sent with the request")
        .cure("take sid from the latest ID token of this user, or leave it out and sign the user in interactively"),
    reconstructed(16003, "SsoUserAccountNotFoundInResourceTenant", "invalid_request", 400, "The signed-in user account has not been added to the resource tenant.")
        .when("the account of the session is no member or guest of the tenant in the request path")
        .cure("invite the account as a guest of the tenant, or send the request to the user's home tenant"),
    reconstructed(20001, "WsFedSignInResponseError", "server_error", 400, "There is an issue with the sign-in response of the federated identity provider.")
        .when("the federated identity provider answers the sign-in with an error")
        .cure("look up the failure in the logs of the federated identity provider and sign in again"),
    reconstructed(20012, "WsFedMessageInvalid", "server_error", 400, "The WS-Federation message of the federated identity provider is not valid.")
        .when("the WS-Federation response of the identity provider cannot be read")
        .cure("have the identity provider send a complete wsignin1.0 response"),
    reconstructed(20033, "FedMetadataInvalidTenantName", "server_error", 400, "There is an issue with the tenant name in the federation metadata.")
        .when("federation metadata is requested for a tenant name that is not usable")
        .cure("put a tenant id or one of its domains into the federation metadata URL"),
    captured(28000, "InvalidScopeMultipleResources", "invalid_request", 400, "Provided value for the input parameter scope is not valid because it contains more than one resource. Scope {scope} is not valid.")
        .when("one token request asks for scopes of two or more resources; a token is for exactly one")
        .cure("ask for the scopes of one resource per token request and redeem the refresh token once more for each other resource"),
    documented(28002, "InvalidScopeForAccessToken", "invalid_request", 400, "Provided value for the input parameter scope '{scope}' isn't valid when requesting an access token. Please specify a valid scope.")
        .when("the scope parameter of a token request names nothing that an access token could be issued for")
        .cure("name at least one permission of the resource, e.g. https://graph.microsoft.com/User.Read or <resource>/.default"),
    captured(28003, "EmptyScopeForAuthorizationCode", "invalid_request", 400, "Provided value for the input parameter scope cannot be empty when requesting an access token using the provided authorization code. Please specify a valid scope.")
        .when("an authorization code that carries no resource scope is redeemed without a scope")
        .cure("send the wanted scope with the code redemption, or already with the authorization request"),
    captured(28004, "TooManyScopes", "invalid_request", 400, "The provided value for the input parameter 'scope' exceeded the number of scopes allowed.")
        .when("an authorization request names scopes of more than five resources")
        .cure("ask for consent in several requests, each naming few resources"),
    reconstructed(40008, "OAuth2IdPUnretryableServerError", "server_error", 400, "There is an unexpected, non-retryable error from the external OAuth2 identity provider.")
        .when("the external identity provider of the user fails for good")
        .cure("check the configuration of the external identity provider; sending the request again does not help"),
    documented(50000, "TokenIssuanceError", "server_error", 500, "There was an error issuing a token or an issue with our sign-in service.")
        .when("the token service fails in a way that is not the client's fault")
        .cure("retry a few times with growing pauses, then show the correlation id to the user"),
    captured(50001, "InvalidResource", "invalid_resource", 400, "The application named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.")
        .when("a v1 request names a resource that the tenant does not know (older form of 500011)")
        .cure("send an App ID URI or client id of an API that has a service principal in this tenant"),
    reconstructed(50002, "NotAllowedTenant", "access_denied", 400, "Sign-in failed because of a restricted proxy access on the tenant.")
        .when("the network's tenant restriction does not list the tenant in the request")
        .cure("sign in to a tenant that the proxy allows, or have the network administrator add this tenant"),
    reconstructed(50003, "MissingSigningKey", "server_error", 400, "Sign-in failed because of a missing signing key or certificate.")
        .when("the application has no signing key that the token could be signed with")
        .cure("add a signing certificate to the application's single sign-on settings"),
    captured(50005, "DevicePolicyError", "invalid_grant", 400, "User tried to log in to a device from a platform (Unknown) that's currently not supported through Conditional Access policy. Supported device platforms are: iOS, Android, Mac, and Windows flavors.")
        .when("a conditional access policy by device platform meets a client whose platform is not recognised")
        .cure("sign in from a supported platform with its usual user agent, or exclude the app from the policy"),
    reconstructed(50006, "InvalidSignature", "invalid_request", 400, "Signature verification failed because of an invalid signature.")
        .when("a signed federation message does not verify")
        .cure("register the certificate that the partner signs with now and sign the message again"),
    reconstructed(50008, "InvalidSamlToken", "invalid_request", 400, "The SAML assertion is missing or misconfigured in the token.")
        .when("the SAML token of a federated identity provider is missing or unreadable")
        .cure("have the federated identity provider issue a complete, signed SAML assertion"),
    reconstructed(50010, "AudienceUriValidationFailed", "invalid_request", 400, "Audience URI validation for the application failed since no token audiences were configured.")
        .when("a token is issued for an application that has no identifier to use as its audience")
        .cure("set an App ID URI (identifierUris) in the application's registration"),
    captured(50011, "InvalidReplyTo", "invalid_client", 400, "The redirect URI '{redirect_uri}' specified in the request does not match the redirect URIs configured for the application '{id}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this.")
        .when("redirect_uri equals none of the app's registered redirect URIs; only the port of localhost may differ")
        .cure("register the exact redirect URI (scheme, host, path, trailing slash, letter case), or send one that is registered"),
    reconstructed(50012, "AuthenticationFailed", "invalid_grant", 400, "Authentication failed.")
        .when("authentication fails for a reason that has no code of its own")
        .cure("look up the correlation id in the log, then sign the user in again"),
    captured(50013, "InvalidAssertion", "invalid_grant", 400, "Assertion failed signature validation. [Reason - {reason}]")
        .when("the assertion of an on-behalf-of or bearer grant is not signed by a key of this tenant, typically a Microsoft Graph token or an altered one")
        .cure("pass on the access token unchanged that was issued for your own API, never a token for another resource"),
    reconstructed(50014, "GuestUserInPendingState", "invalid_grant", 400, "The guest user account has not redeemed its invitation in the directory.")
        .when("a guest signs in who was invited but never accepted the invitation")
        .cure("have the guest redeem the invitation, or invite the account again"),
    reconstructed(50017, "CertificateValidationFailed", "invalid_request", 400, "Certificate validation failed.")
        .when("the certificate presented at sign-in has no valid chain, is revoked, or its revocation list cannot be read")
        .cure("sign in with a certificate that an authority trusted by the tenant issued and that is not revoked"),
    captured(50020, "UserUnauthorized", "invalid_grant", 400, "User account '{user}' from identity provider '{idp}' does not exist in tenant '{tenant}' and cannot access the application '{id}'({name}) in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account.")
        .redirected_as("access_denied")
        .when("the user signed in with an account of another tenant, or a personal account, that is no guest of this one")
        .cure("invite the account as a guest, sign in with an account of this tenant, or use the authority that fits the account (organizations, consumers, common)"),
    captured(50027, "InvalidJwtToken", "invalid_request", 400, "Invalid JWT token. {reason}")
        .when("a JWT sent as client assertion or user assertion cannot be used: not three base64url parts, no thumbprint in the header, or a required claim is missing")
        .cure("send a signed JWT whose header carries alg and x5t#S256 (or x5t) of the registered certificate and whose payload carries iss, sub, aud, jti, nbf and exp"),
    documented(50029, "InvalidUri", "invalid_request", 400, "Invalid URI - domain name contains invalid characters.")
        .when("the tenant segment of the URL contains characters that no domain name has")
        .cure("put a tenant id, a domain name, or common, organizations or consumers into the authority"),
    captured(50033, "RetryableError", "temporarily_unavailable", 503, "CCS could not serve the request that had failed at ESTS due to server error and got auto failed over to CCS.")
        .when("the token service is down and its backup cannot answer this request either")
        .cure("retry later with growing pauses and keep using cached tokens until they expire"),
    captured(50034, "UserAccountNotFound", "invalid_grant", 400, "The user account {user} does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.")
        .when("the user name belongs to no account of the tenant")
        .cure("correct the user name, create the user in the tenant, or sign in at the tenant that has it"),
    reconstructed(50048, "SubjectMismatchesIssuer", "invalid_request", 400, "Subject mismatches Issuer claim in the client assertion.")
        .when("sub and iss of a client assertion differ")
        .cure("set both iss and sub of the client assertion to the client id"),
    captured(50049, "NoSuchInstanceForDiscovery", "invalid_instance", 400, "Unknown or invalid instance.")
        .when("instance discovery is asked about a host that is no known cloud")
        .cure("use a known cloud host, or switch instance discovery off in the client library for this authority"),
    reconstructed(50053, "IdsLocked", "invalid_grant", 400, "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.")
        .when("the account had ten failed sign-ins in a row and is locked for a while")
        .cure("wait until the lock ends, then sign in with the right password; do not retry a rejected password in a loop"),
    documented(50055, "InvalidPasswordExpiredPassword", "invalid_grant", 400, "The password is expired.")
        .sub("user_password_expired")
        .when("the password is right but has expired")
        .cure("send the user through an interactive sign-in, where the password can be changed"),
    reconstructed(50056, "InvalidOrNullPassword", "invalid_grant", 400, "Invalid or null password: password does not exist in the directory for this user.")
        .when("the account has no password in the directory, or an empty one was sent")
        .cure("sign the user in interactively with a method the account has, or set a password for it"),
    captured(50057, "UserDisabled", "invalid_grant", 400, "The user account is disabled.")
        .when("the account exists but accountEnabled is false")
        .cure("enable the account, or remove it from the client's cache and sign in with another one"),
    captured(50058, "UserInformationNotProvided", "login_required", 400, "A silent sign-in request was sent but no user is signed in.")
        .to_redirect()
        .when("prompt=none is sent but the browser carries no session, or none that matches login_hint; blocked third-party cookies have the same effect")
        .cure("catch login_required and repeat the request interactively, without prompt=none"),
    captured(50059, "MissingTenantRealmAndNoUserInformationProvided", "invalid_request", 400, "No tenant-identifying information found in either the request or implied by any provided credentials.")
        .when("neither the authority nor the credentials say which tenant is meant, e.g. client credentials at common")
        .cure("put the tenant id or a domain of the tenant into the authority"),
    reconstructed(50061, "SignoutInvalidRequest", "invalid_request", 400, "Unable to complete sign out. The request was invalid.")
        .when("the sign-out request cannot be understood")
        .cure("send the browser to end_session_endpoint of the metadata with a registered post_logout_redirect_uri"),
    captured(50072, "UserStrongAuthEnrollmentRequiredInterrupt", "invalid_grant", 400, "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '{resource}'.")
        .interactive()
        .sub("basic_action")
        .to_redirect()
        .when("multi-factor authentication is required, and the user has yet to register a method for it")
        .cure("catch the error and acquire the token interactively, so that the user can register; pass claims on if present"),
    reconstructed(50074, "UserStrongAuthClientAuthNRequiredInterrupt", "invalid_grant", 400, "Strong Authentication is required.")
        .interactive()
        .sub("basic_action")
        .to_redirect()
        .when("the session has only one factor and the request demands a second one")
        .cure("catch the error and acquire the token interactively; pass claims on if present"),
    captured(50076, "UserStrongAuthClientAuthNRequired", "invalid_grant", 400, "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{resource}'.")
        .interactive()
        .sub("basic_action")
        .to_redirect()
        .when("a policy demands multi-factor authentication for this resource and the grant or session has none")
        .cure("catch the error and acquire the token interactively with the claims of the answer; never use the password grant for such users"),
    captured(50078, "UserStrongAuthExpired", "invalid_grant", 400, "Presented multi-factor authentication has expired due to policies configured by your administrator, you must refresh your multi-factor authentication to access '{resource}'.")
        .interactive()
        .sub("basic_action")
        .to_redirect()
        .when("the grant carries multi-factor authentication that is older than a policy allows")
        .cure("catch the error and acquire the token interactively, so that the user repeats the second factor"),
    captured(50079, "UserStrongAuthEnrollmentRequired", "invalid_grant", 400, "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '{resource}'.")
        .interactive()
        .sub("basic_action")
        .to_redirect()
        .when("multi-factor authentication is required and the user has no method registered")
        .cure("catch the error and acquire the token interactively, so that the user can register a method"),
    documented(50085, "RefreshTokenNeedsSocialIdpLogin", "invalid_request", 400, "Refresh token needs social IDP login.")
        .when("the guest's refresh token depends on a session at a social identity provider that has ended")
        .cure("sign the user in interactively, so that the social identity provider is asked again"),
    reconstructed(50086, "SasNonRetryableError", "invalid_request", 400, "A non-retryable error has occurred during strong authentication.")
        .when("the multi-factor service rejects the attempt for good")
        .cure("have the user choose another verification method or contact the administrator"),
    documented(50087, "SasRetryableError", "invalid_request", 400, "A transient error has occurred during strong authentication. Please try again.")
        .when("the multi-factor service fails for a moment")
        .cure("let the user try the verification again"),
    documented(50088, "TelecomMfaLimitReached", "invalid_request", 400, "Limit on telecom MFA calls reached. Please try again in a few minutes.")
        .when("too many calls or text messages were sent to this user in a short time")
        .cure("wait a few minutes, or verify with an authenticator app"),
    documented(50089, "FlowTokenExpired", "invalid_grant", 400, "Authentication failed due to flow token expired.")
        .when("the user left the sign-in page open for too long before going on")
        .cure("start the authorization request again; do not bookmark or replay sign-in pages"),
    captured(50097, "DeviceAuthenticationRequired", "invalid_grant", 401, "Device authentication is required.")
        .interactive()
        .when("a policy demands an authenticated device and the client proved none")
        .cure("sign in through the platform's broker on a registered device, or answer the PKeyAuth challenge"),
    reconstructed(50105, "EntitlementGrantsNotFound", "invalid_grant", 400, "Your administrator has configured the application {name} ('{id}') to block users unless they are specifically granted ('assigned') access to the application. The signed in user '{user}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application.")
        .interactive()
        .when("the app's service principal requires assignment and the user has no app role assignment on it")
        .cure("assign the user, or a group of theirs, to the application, or switch off its assignment requirement"),
    captured(50107, "InvalidRealmUri", "invalid_request", 400, "Requested federation realm object '{realm}' does not exist.")
        .when("a SAML assertion is sent as grant whose issuer is no federated domain of the tenant")
        .cure("federate the user's domain with this issuer, or use the password or code flow for managed users"),
    reconstructed(50120, "ThresholdJwtInvalidJwtFormat", "invalid_request", 400, "There is an issue with the JWT header.")
        .when("the header of a JWT in the request cannot be read")
        .cure("send a JWT whose header is base64url-encoded JSON with alg and typ"),
    reconstructed(50124, "ClaimsTransformationInvalidInputParameter", "invalid_request", 400, "Claims Transformation contains invalid input parameter.")
        .when("a claims mapping policy has a transformation with an unusable input")
        .cure("correct the input parameters of the claims mapping policy"),
    reconstructed(50125, "PasswordResetRegistrationRequiredInterrupt", "invalid_request", 400, "Sign-in was interrupted because of a password reset or password registration entry.")
        .when("the user has to register for password reset before going on")
        .cure("let the user finish the registration in an interactive sign-in"),
    captured(50126, "InvalidUserNameOrPassword", "invalid_grant", 400, "Error validating credentials due to invalid username or password.")
        .when("the password is wrong for this account")
        .cure("send the right password, form-urlencoded and untrimmed; federated users cannot sign in with the password grant"),
    reconstructed(50127, "BrokerAppNotInstalled", "interaction_required", 400, "User needs to install a broker app to gain access to this content.")
        .when("a policy demands the platform's broker app and the device has none")
        .cure("have the user install the broker app (Authenticator or Company Portal) and sign in through it"),
    documented(50128, "InvalidDomainName", "invalid_request", 400, "Invalid domain name - No tenant-identifying information found in either the request or implied by any provided credentials.")
        .when("the domain of the request or of the user name belongs to no tenant")
        .cure("use a tenant id or a verified domain of the tenant in the authority and in the user name"),
    reconstructed(50129, "DeviceIsNotWorkplaceJoined", "interaction_required", 400, "Workplace join is required to register the device.")
        .when("a policy demands a registered device and this one is not")
        .cure("register the device with the tenant, then sign in again"),
    reconstructed(50131, "ConditionalAccessFailed", "interaction_required", 400, "Conditional access failed because of the state of the device or the session.")
        .when("conditional access rejects the request for a reason that has no code of its own")
        .cure("look up the policy in the sign-in log, satisfy it, and acquire the token interactively"),
    documented(50132, "SsoArtifactInvalidOrExpired", "invalid_grant", 400, "The session is not valid due to password expiration or recent password change.")
        .redirected_as("interaction_required")
        .to_redirect()
        .when("the session was started before the password expired or was changed")
        .cure("sign the user in again interactively"),
    documented(50133, "SsoArtifactRevoked", "invalid_grant", 400, "The session is not valid due to password expiration or recent password change.")
        .redirected_as("interaction_required")
        .to_redirect()
        .when("the session was revoked, by an administrator or by a change of password")
        .cure("sign the user in again interactively"),
    reconstructed(50134, "DeviceFlowAuthorizeWrongDatacenter", "invalid_request", 400, "Wrong data center. The device code must be authorized in the data center that issued it.")
        .when("a device code is polled or confirmed at another data center than the one that issued it")
        .cure("start the device code flow again and use the same authority for start and polling"),
    reconstructed(50135, "PasswordChangeCompromisedPassword", "invalid_request", 400, "Password change is required due to account risk.")
        .when("the account is at risk and its password must be changed first")
        .cure("have the user change the password in an interactive sign-in"),
    reconstructed(50136, "RedirectMsaSessionToApp", "invalid_request", 400, "Single MSA session detected.")
        .when("the browser has exactly one session, of a personal account, and the app is left to deal with it")
        .cure("continue with the personal account, or send prompt=select_account"),
    captured(50139, "SessionMissingMsaOAuth2RefreshToken", "interaction_required", 400, "Session is invalid due to missing an external refresh token.")
        .to_redirect()
        .when("a silent request is made for a guest or personal account whose home refresh token is gone")
        .cure("catch the error and sign the user in interactively"),
    reconstructed(50140, "KmsiInterrupt", "interaction_required", 400, "This error occurred due to 'Keep me signed in' interrupt when the user was signing in.")
        .when("the sign-in stops at the question whether to stay signed in")
        .cure("let the user answer the question; it is a normal part of an interactive sign-in"),
    reconstructed(50143, "SessionMismatch", "invalid_request", 400, "Session mismatch - Session is invalid because user tenant does not match the domain hint due to different resource.")
        .to_redirect()
        .when("domain_hint names another tenant than that of the signed-in user")
        .cure("leave out domain_hint, or send the domain of the account you mean"),
    reconstructed(50144, "InvalidPasswordExpiredOnPremPassword", "invalid_request", 400, "The user's Active Directory password has expired.")
        .when("the on-premises password of the user has expired")
        .cure("have the user change the password on premises or through self-service password reset"),
    reconstructed(50146, "MissingCustomSigningKey", "invalid_request", 400, "This app is required to be configured with an app-specific signing key. It is either not configured with one, or the key has expired or is not yet valid.")
        .when("the app maps claims but has no valid signing key of its own")
        .cure("add a signing key to the app, or set acceptMappedClaims in its registration"),
    documented(50147, "MissingCodeChallenge", "invalid_request", 400, "The size of the code challenge parameter isn't valid.")
        .to_redirect()
        .when("code_challenge of an authorization request is empty or not 43 to 128 characters long")
        .cure("send code_challenge = base64url(SHA-256(code_verifier)), 43 characters, with code_challenge_method=S256"),
    documented(50148, "CodeVerifierMissing", "invalid_grant", 400, "The code_verifier doesn't match the code_challenge supplied in the authorization request for PKCE.")
        .when("the code was requested with a code_challenge and is redeemed without a code_verifier")
        .cure("keep code_verifier of the authorization request and send it with the code redemption"),
    captured(50155, "DeviceAuthenticationFailed", "invalid_grant", 400, "Device is not authenticated.")
        .sub("device_authentication_failed")
        .when("the device's proof of identity does not verify")
        .cure("register the device again and repeat the sign-in through the broker"),
    captured(50158, "ExternalSecurityChallenge", "invalid_grant", 400, "External security challenge not satisfied. User will be redirected to another page or authentication provider to satisfy additional authentication challenges.")
        .interactive()
        .when("a policy demands a challenge of another provider, e.g. terms of use or third-party multi-factor authentication")
        .cure("catch the error and acquire the token interactively; pass claims on if present"),
    reconstructed(50161, "InvalidExternalSecurityChallengeConfiguration", "invalid_request", 400, "Claims sent by the external provider are not sufficient.")
        .when("the external claims provider answers without the claims that were asked for")
        .cure("configure the external provider to return every claim that the custom control requires"),
    reconstructed(50166, "ExternalClaimsProviderThrottled", "invalid_request", 400, "Failed to send the request to the claims provider because it is throttled.")
        .when("the external claims provider rejects requests because there are too many")
        .cure("wait a moment and sign in again"),
    reconstructed(50168, "ChromeBrowserSsoInterruptRequired", "invalid_request", 400, "The client is capable of obtaining an SSO token through the browser extension, but the token was not found in the request.")
        .when("the browser announces its single sign-on extension but sends no token of it")
        .cure("reload the page so that the extension can add its token, or update the extension"),
    reconstructed(50169, "InvalidRequestBadRealm", "invalid_request", 400, "The realm is not a configured realm of the current service namespace.")
        .when("a federation request names a realm (wtrealm) that is not configured")
        .cure("send the App ID URI of a registered application as wtrealm"),
    captured(50173, "FreshTokenNeeded", "invalid_grant", 400, "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '{issued}' and the TokensValidFrom date (before which tokens are not valid) for this user is '{valid_from}'.")
        .when("the grant was issued before the user's sessions were revoked or the password changed")
        .cure("drop the refresh token and sign the user in interactively"),
    reconstructed(50177, "ExternalChallengeNotSupportedForPassthroughUsers", "invalid_request", 400, "External challenge is not supported for passthrough users.")
        .when("a policy demands an external challenge of a user who is no member or guest of the tenant")
        .cure("invite the user as a guest, or exclude passthrough users from the policy"),
    reconstructed(50178, "SessionControlNotSupportedForPassthroughUsers", "invalid_request", 400, "Session control is not supported for passthrough users.")
        .when("a policy with session controls meets a user who is no member or guest of the tenant")
        .cure("invite the user as a guest, or exclude passthrough users from the policy"),
    documented(50180, "WindowsIntegratedAuthMissing", "invalid_grant", 400, "Integrated Windows authentication is needed. Enable the tenant for Seamless SSO.")
        .when("integrated Windows authentication is asked for and the tenant has no Seamless SSO")
        .cure("enable Seamless SSO for the tenant, or sign in with another flow"),
    reconstructed(50187, "DeviceInformationNotProvided", "invalid_grant", 400, "The service failed to perform device authentication because no device information was provided.")
        .when("a policy by device meets a client that sends no device information")
        .cure("sign in through the platform's broker on a registered device"),
    reconstructed(50192, "RawCredentialExpectedNotFound", "invalid_request", 400, "No credential was included in the sign-in request.")
        .when("certificate sign-in is chosen and no certificate arrives")
        .cure("let the browser present the user certificate, and check that no proxy ends TLS on the way"),
    captured(50194, "ApplicationNotMultiTenant", "invalid_request", 400, "Application '{id}'({name}) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such applications created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.")
        .when("a single-tenant app (signInAudience AzureADMyOrg) is used at common or organizations")
        .cure("put the tenant id into the authority, or set signInAudience to AzureADMultipleOrgs or AzureADandPersonalMicrosoftAccount"),
    captured(50196, "LoopDetected", "invalid_grant", 400, "The server terminated an operation because it encountered a client request loop. Please contact your app vendor.")
        .when("the same request arrives fifteen times or more within five minutes")
        .cure("cache tokens and read them from the cache first; stop sending the request again after an error or after success"),
    reconstructed(50197, "ConflictingIdentities", "invalid_request", 400, "The user could not be found. Please try signing in again.")
        .when("the request names identities that contradict each other")
        .cure("send one of login_hint, sid and domain_hint, and have them name the same account"),
    documented(50199, "CmsiInterrupt", "interaction_required", 400, "For security reasons, user confirmation is required for this request.")
        .when("the user must confirm the app, as for device codes and for native redirect schemes in a system browser")
        .cure("let the user confirm on the page; a silent request cannot pass this step"),
    reconstructed(50203, "AuthenticatorAppRegistrationSuggested", "invalid_request", 400, "User has not registered the Authenticator app.")
        .when("the tenant suggests registering the Authenticator app after the password was accepted")
        .cure("register the app or skip the page; a scripted sign-in follows urlSkipMfaRegistration"),
    reconstructed(51000, "RequiredFeatureNotEnabled", "invalid_request", 400, "The feature is disabled.")
        .when("the request needs a feature that is switched off for the tenant")
        .cure("enable the feature for the tenant, or do without it"),
    reconstructed(51001, "DomainHintMustBePresent", "invalid_request", 400, "Domain hint must be present with on-premises security identifier or on-premises UPN.")
        .when("an on-premises identifier is sent without the domain it belongs to")
        .cure("send domain_hint together with the on-premises identifier"),
    reconstructed(51004, "UserAccountNotInDirectory", "invalid_request", 400, "The user account doesn't exist in the directory.")
        .when("the account that a credential points to is not in the directory")
        .cure("synchronise or create the account in the tenant, or sign in with another one"),
    reconstructed(51005, "TemporaryRedirect", "invalid_request", 400, "The requested information is located at the URI specified in the location header.")
        .when("the request has to be repeated at another address (like HTTP 307)")
        .cure("follow the Location header with the same method and body"),
    reconstructed(51006, "ForceReauthDueToInsufficientAuth", "invalid_request", 400, "Integrated Windows authentication is needed. The user signed in with a session that misses the required claim.")
        .when("the session was not started by integrated Windows authentication, which the request demands")
        .cure("send prompt=login, so that the user signs in again"),
    captured(53000, "DeviceNotCompliant", "invalid_grant", 400, "Device is not in required device state: compliant. Conditional Access policy requires a compliant device, and the device is not compliant. The user must enroll their device with an approved MDM provider like Intune.")
        .interactive()
        .when("a conditional access policy demands a compliant device")
        .cure("sign in from a compliant device through its broker, or exclude the app from the policy"),
    captured(53001, "DeviceNotDomainJoined", "invalid_grant", 400, "Device is not in required device state: domain_joined. Conditional Access policy requires a domain joined device, and the device is not domain joined.")
        .interactive()
        .when("a conditional access policy demands a domain-joined device")
        .cure("sign in from a domain-joined device, or exclude the app from the policy"),
    documented(53002, "ApplicationUsedIsNotAnApprovedApp", "invalid_grant", 400, "The app used isn't an approved app for Conditional Access.")
        .interactive()
        .when("a conditional access policy admits only apps of the approved list")
        .cure("use an approved app, or exclude this app from the policy"),
    captured(53003, "BlockedByConditionalAccess", "invalid_grant", 400, "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.")
        .interactive()
        .sub("message_only")
        .when("the credentials are right and a conditional access policy blocks the token")
        .cure("show the message to the user and stop; an administrator must change the policy, a new sign-in does not help"),
    reconstructed(53004, "ProofUpBlockedDueToRisk", "invalid_request", 400, "User needs to complete the multi-factor authentication registration process before accessing this content.")
        .when("the user is at risk and has not registered for multi-factor authentication")
        .cure("have the user register from a trusted place, or have an administrator clear the risk"),
    reconstructed(53005, "ProtectionPolicyRequired", "unauthorized_client", 400, "Application needs to enforce Intune protection policies.")
        .sub("protection_policy_required")
        .when("a policy demands that the app enforces Intune app protection, and it does not")
        .cure("integrate the Intune app protection SDK and register the app with it, then acquire the token again"),
    reconstructed(53010, "ProofUpBlockedDueToSecurityInfoAcr", "invalid_request", 400, "Cannot configure multi-factor authentication methods because the organization requires this information to be set from specific locations or devices.")
        .when("a policy allows registering security information only from certain places or devices")
        .cure("register the methods from a place or device that the policy allows"),
    documented(53011, "UserBlockedDueToRiskOnHomeTenant", "invalid_request", 400, "User blocked due to risk on home tenant.")
        .when("a guest is blocked because the home tenant sees a risk")
        .cure("have the administrator of the user's home tenant clear the risk"),
    reconstructed(54000, "MinorUserBlockedLegalAgeGroupRule", "invalid_request", 400, "The user is not allowed to use this application because of the legal age group rule.")
        .when("the account is that of a minor and the app does not admit minors")
        .cure("obtain parental consent, or change the legal age group rule of the app"),
    captured(54005, "AuthorizationCodeAlreadyRedeemed", "invalid_grant", 400, "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.")
        .when("an authorization code is redeemed a second time; a code works once")
        .cure("redeem each code once (look for a doubled callback or a page reload) and use the refresh token afterwards"),
];
