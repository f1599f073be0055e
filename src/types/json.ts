/** A JSON value. Everything that ssokit stores or seals is one. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue }

/** An object that survives JSON unchanged. */
export type JsonObject = { readonly [name: string]: JsonValue }
