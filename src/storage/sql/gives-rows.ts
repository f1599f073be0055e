/**
 * Whether a statement answers rows, for clients that have one call for rows and another for counts.
 * Statements are written by this library; texts of others are parameters, and names are quoted.
 */
export function givesRows(statement: string): boolean {
  return /^\s*(SELECT|WITH)\b|\sRETURNING\s/.test(statement)
}
