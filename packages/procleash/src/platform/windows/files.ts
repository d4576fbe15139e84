/** What must be asked of the file system to start a program. Given from outside, so that it can be tried on any system. */
export interface Files {
  /** Also true of an app execution alias (`WindowsApps\python.exe`): a link that CreateProcess can follow, and stat cannot. */
  isFile(path: string): boolean;
  isFolder(path: string): boolean;
  /** The beginning of a file, up to so many bytes of it, decoded as `Buffer.toString` does; null if it cannot be read. */
  read(path: string, most: number): string | null;
}
