/** Why a session ended, as it is stored and as `onSessionsEnd` is told. */

/** The person signed out here. */
export const LOGOUT = 'logout'
/** The identity provider demanded it. */
export const IDP_LOGOUT = 'idp_logout'
