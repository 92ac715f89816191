/**
 * The beginning of a text from outside, at most so many UTF-16 units long. Half of a character, whether it came so or was
 * cut so, becomes U+FFFD: not everything that takes text takes halves.
 */
export function cutText(text: string, maxLength: number): string {
  return text.slice(0, maxLength).toWellFormed();
}
