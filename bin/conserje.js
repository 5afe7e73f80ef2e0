#!/usr/bin/env node
import nodeModule from 'node:module'

// Plain JavaScript without a build, and of a syntax that an old Node reads too, since its first work is to tell that Node is old.
const OLDEST = 24
const major = Number(process.versions.node.split('.')[0])

if (major < OLDEST) {
  process.stderr.write(
    `Conserje needs Node ${OLDEST} or newer; this is ${process.version}. In a checkout, npm start brings the right one; else see https://nodejs.org\n`,
  )
  process.exitCode = 2
} else {
  // Installed as a package it is dist/ that runs, since Node strips no types under node_modules; in a checkout the sources run as they are.
  const installed = import.meta.url.includes('/node_modules/')
  // Stripped and compiled modules are kept from run to run, and the stripper itself is not loaded then: a start takes two thirds of the time and 40 MB less.
  nodeModule.enableCompileCache()
  const entry = new URL(installed ? '../dist/cli/main.js' : '../cli/main.ts', import.meta.url)
  import(entry.href).then(({ runProcess }) => runProcess())
}
