import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Commands by which systems have a browser that speaks Chromium's protocol. */
const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome.exe'];

const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** Why a test does without, and what to do. */
export const NO_BROWSER =
  'There is no Chromium on this machine, or it is not in the PATH. Install it ("apt-get install chromium", ' +
  '"brew install --cask google-chrome", …), or name its file in the environment variable CHROMIUM.';

/** The system's Chromium or Chrome; undefined where there is none. */
export function findBrowser(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const places = folders.flatMap((folder) => COMMANDS.map((command) => join(folder, command)));
  return [process.env.CHROMIUM ?? '', ...places, MAC].find((place) => place !== '' && existsSync(place));
}
