/** Calls the work again and again in so many lanes at once, `count` times in all. */
export async function inLanes(
  lanes: number,
  count: number,
  work: (at: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
