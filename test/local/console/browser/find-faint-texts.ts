/** Texts whose contrast is under 4.5 to 1. Runs in the page. @source https://www.w3.org/TR/WCAG22/#contrast-minimum */
export function findFaintTexts(): string[] {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const toLuminance = (color: string): number => {
    if (!context) return 0;
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = [...context.getImageData(0, 0, 1, 1).data].map((byte) => {
      const part = byte / 255;
      return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const groundOf = (element: Element | null): string => {
    if (!element) return 'Canvas';
    const { backgroundColor } = getComputedStyle(element);
    return /rgba\(0, 0, 0, 0\)/.test(backgroundColor) ? groundOf(element.parentElement) : backgroundColor;
  };
  return [...document.querySelectorAll('body *:not(:disabled):not(svg *)')].flatMap((element) => {
    const text = [...element.childNodes].find(
      ({ nodeType, textContent }) => nodeType === 3 && textContent?.trim(),
    );
    if (!text) return [];
    const [a, b] = [toLuminance(getComputedStyle(element).color), toLuminance(groundOf(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return contrast < 4.5 ? [`${text.textContent} (${contrast.toFixed(2)})`] : [];
  });
}
