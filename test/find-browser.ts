import { findChromium } from '#shell/find-chromium'

/** Once before all tests: where a browser has to be installed, two workers must not both try. */
export default function setup(): void {
  findChromium(process.env, line => console.error(line))
}
