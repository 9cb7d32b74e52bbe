// SPDX-License-Identifier: Apache-2.0
//
// NUSKHA_EXPORT: what the shared library shows. The library is compiled with
// hidden symbols, so a public function or class without it cannot be linked
// from outside; a test holds every public header to it. NUSKHA_HIDDEN: what an
// exported class keeps to itself. Plain C99, too.

#ifndef NUSKHA_EXPORT_H_
#define NUSKHA_EXPORT_H_

#if defined(__GNUC__)
#define NUSKHA_EXPORT __attribute__((visibility("default")))
#define NUSKHA_HIDDEN __attribute__((visibility("hidden")))
#else
#define NUSKHA_EXPORT
#define NUSKHA_HIDDEN
#endif

#endif  // NUSKHA_EXPORT_H_
