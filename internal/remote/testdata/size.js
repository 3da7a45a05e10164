// Prints how many bytes a file has as brotli makes it, at a level that takes seconds,
// not minutes: releases are some percent smaller.
'use strict';
const zlib = require('zlib');
const data = require('fs').readFileSync(process.argv[2]);
const c = zlib.constants;
console.log(zlib.brotliCompressSync(data, { params: { [c.BROTLI_PARAM_QUALITY]: 9, [c.BROTLI_PARAM_LGWIN]: 24 } }).length);
