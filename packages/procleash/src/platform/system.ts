/** The one place that asks which operating system this is. */
export const isWindows: boolean = process.platform === "win32";
