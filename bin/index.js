// Installed as a package it is dist/ that runs, since Node strips no types under node_modules; in a checkout the sources run as they are.
const installed = import.meta.url.includes('/node_modules/')
const entry = await import(installed ? '../dist/index.js' : '../index.ts')

export const { branch, defineAction, Refused, Unreachable } = entry
