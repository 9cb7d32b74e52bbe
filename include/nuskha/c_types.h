// SPDX-License-Identifier: Apache-2.0
//
// What all of the C interface shares: statuses, strings, structures that grow,
// handles. Include nuskha/nuskha.h.
//
// Statuses. A call that can fail returns one. On failure it has no other effect
// (unless said), sets the pointer it was to return to NULL, and leaves a
// message for nuskha_last_error().
//
// Strings are a pointer and a length, any bytes, without a zero at the end; the
// pointer may be NULL if the length is 0. The library keeps none that it was
// given. Those it returns live as long as the handle they came from.
//
// Structures begin with struct_size, which the caller sets to their size: by
// nuskha_..._init() for those that are given, by hand for those to be filled
// in. Later versions add fields at the end only. In a field added later 0 means
// what was there before; so a program may be older or newer than the library.
// A size below that of version 1: NUSKHA_E_ARG; fields that this library does
// not know and that are not 0: NUSKHA_E_INCOMPATIBLE.
//
// Handles are freed by their nuskha_..._free(), which takes NULL, too. A freed
// handle must not be used again, not even to free it. Other calls with a NULL
// return NUSKHA_E_ARG, those that return a count, an empty string or nothing:
// 0. What is called a result is never changed: any thread may read it.
//
// No call prints, ends the process, or lets a C++ exception out.

#ifndef NUSKHA_C_TYPES_H_
#define NUSKHA_C_TYPES_H_

#include <stddef.h>
#include <stdint.h>

#include "nuskha/export.h"

#ifdef __cplusplus
extern "C" {
#endif

// Changes when a program has to be compiled again, which is not planned:
// docs/decisions/abi.md.
#define NUSKHA_ABI 1

// Values are fixed; later versions may add some. Take those you do not know for
// NUSKHA_E_INTERNAL.
typedef int32_t nuskha_status;
enum {
  NUSKHA_OK = 0,
  // A mistake in the program: NULL, a size, an index or an option out of range,
  // a call out of order.
  NUSKHA_E_ARG = 2,
  NUSKHA_E_INPUT = 4,         // data that cannot be read as what it should be
  NUSKHA_E_IO = 5,            // the file system refused
  NUSKHA_E_CORRUPT = 6,       // a stored file is damaged
  NUSKHA_E_INCOMPATIBLE = 7,  // made by or for another version or setting
  NUSKHA_E_LOCKED = 8,        // another process or handle writes
  NUSKHA_E_LIMIT = 9,         // more than the library takes
  NUSKHA_E_NOMEM = 10,        // memory ended; the call may be tried again, with
                              // a new handle where it is said that this one
                              // is of no use any more
  NUSKHA_E_DISK_FULL = 11,    // no space left
  NUSKHA_E_FORKED = 12,       // the handle was made before fork()
  NUSKHA_E_EXISTS = 13,       // what was to be made is there already
  NUSKHA_E_CANCELLED = 14,    // a function of the program said so
  NUSKHA_E_INTERNAL = 70      // an error of the library
};

typedef struct nuskha_str {
  const char* ptr;
  size_t len;  // bytes
} nuskha_str;

// Bytes [begin, end) of a text.
typedef struct nuskha_range {
  uint64_t begin;
  uint64_t end;
} nuskha_range;

// Why the last failed call of this thread failed, for people: one line of
// UTF-8, at most 511 bytes, "" if none failed yet. Never NULL. Valid until the
// next call of the thread that fails.
NUSKHA_EXPORT const char* nuskha_last_error(void);

// "NUSKHA_E_NOMEM"; "unknown" for other values. Never NULL, valid for ever.
NUSKHA_EXPORT const char* nuskha_status_name(nuskha_status status);

// NUSKHA_ABI of the library in use.
NUSKHA_EXPORT uint32_t nuskha_abi_version(void);

// Version of the library in use, "0.1.0". Valid for ever.
NUSKHA_EXPORT const char* nuskha_version(void);

// Changes whenever any text may normalize to something else: results kept from
// another revision cannot be compared with new ones.
NUSKHA_EXPORT uint32_t nuskha_normalizer_revision(void);

#ifdef __cplusplus
}
#endif

#endif  // NUSKHA_C_TYPES_H_
