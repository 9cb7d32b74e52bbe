// SPDX-License-Identifier: Apache-2.0
//
// Scratch space of a thread. A thread_local object with a destructor would do,
// but for one thing: if there is no memory to note the destructor down, the C
// library ends the process.

#ifndef NUSKHA_SRC_BASE_PER_THREAD_H_
#define NUSKHA_SRC_BASE_PER_THREAD_H_

#include <pthread.h>

#include <memory>

#include "base/guarded.h"

namespace nuskha::internal {

// One T for each thread and `Tag`, made at the first call and destroyed when
// the thread ends (not so the one of the main thread).
template <typename T, typename Tag = T>
T& PerThread() {
  static thread_local T* mine = nullptr;
  if (mine != nullptr) return *mine;
  static const pthread_key_t key = [] {
    pthread_key_t made;
    const auto destroy = [](void* object) {
      delete static_cast<T*>(object);
      mine = nullptr;
    };
    if (pthread_key_create(&made, destroy) != 0) EndOfMemory();
    return made;
  }();
  auto object = std::make_unique<T>();
  if (pthread_setspecific(key, object.get()) != 0) EndOfMemory();
  mine = object.release();
  return *mine;
}

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_BASE_PER_THREAD_H_
