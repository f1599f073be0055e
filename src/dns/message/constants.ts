/* Numbers of RFC 1035 sections 3.2 and 4.1.1, and of RFC 6891. */

export const TYPE_CNAME = 5
export const TYPE_TXT = 16
/** Pseudo record with the extensions of a message. */
export const TYPE_OPT = 41

export const CLASS_IN = 1

export const RCODE_NO_ERROR = 0
export const RCODE_SERVER_FAILURE = 2
export const RCODE_NAME_ERROR = 3
export const RCODE_REFUSED = 5

/** Octets of the header. */
export const HEADER_LENGTH = 12

/** Bits of the header's second word. */
export const FLAG_RESPONSE = 0x8000
export const FLAG_AUTHORITATIVE = 0x0400
export const FLAG_TRUNCATED = 0x0200
export const FLAG_RECURSION_DESIRED = 0x0100
