/** A containment finds out that it cannot be used on this machine; nothing was started. Never leaves the library. */
export class Unusable extends Error {}
