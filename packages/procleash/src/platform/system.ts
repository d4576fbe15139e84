/** The one place that asks which operating system this is. */
export const isWindows: boolean = process.platform === "win32";
export const isLinux: boolean = process.platform === "linux";

/** How packages for this machine are called: `linux-x64`. */
export const target: string = `${process.platform}-${process.arch}`;
