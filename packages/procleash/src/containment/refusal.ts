/** A containment finds out that it cannot be used on this machine; nothing was started. Never leaves the library. */
export class Unusable extends Error {}

/** A start was abandoned before it was known how it went; the message says who is left of it. Never leaves the library. */
export class Abandoned extends Error {}
