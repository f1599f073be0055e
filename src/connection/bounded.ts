/** As many from the start as fit together; the rest is counted. */
export function bounded<Item>(
  items: readonly Item[],
  sizeOf: (item: Item) => number,
  room: number,
): { readonly kept: readonly Item[]; readonly omitted: number } {
  let left = room
  const end = items.findIndex((item) => {
    left -= sizeOf(item)
    return left < 0
  })
  const kept = end === -1 ? items : items.slice(0, end)
  return { kept, omitted: items.length - kept.length }
}
