#!/usr/bin/env node
// Committed, not built: npm links a command only if its file exists, and `npm ci` links before it builds.
import module from "node:module";

// Since Node 22.1: the second start of the command does not compile again.
module.enableCompileCache?.();
await import("../dist/main.js");
