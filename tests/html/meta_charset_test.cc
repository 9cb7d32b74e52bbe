// SPDX-License-Identifier: Apache-2.0

#include "html/meta_charset.h"

#include <string>

#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

TEST(MetaCharsetTest, Declarations) {
  EXPECT_EQ(MetaCharset("<meta charset=UTF-8>"), "utf-8");
  EXPECT_EQ(MetaCharset("<META content='text/html; Charset = windows-1256' "
                        "http-equiv=Content-Type>"),
            "windows-1256");
  EXPECT_EQ(MetaCharset("<meta content=\"text/html;charset='x'\">"), "x");
  EXPECT_EQ(MetaCharset("<?xml version='1.0' encoding='iso-8859-6'?><meta "
                        "charset=x>"),
            "iso-8859-6");
}

TEST(MetaCharsetTest, WhatDeclaresNothing) {
  EXPECT_EQ(MetaCharset(""), "");
  EXPECT_EQ(MetaCharset("<meta name=a content=b>charset=c"), "");
  EXPECT_EQ(MetaCharset("<!-- <meta charset=a> --><meta charset=b>"), "b");
  EXPECT_EQ(MetaCharset("<script>'<meta charset=a>'</script>"), "");
  EXPECT_EQ(MetaCharset("<meta charset="), "");
  EXPECT_EQ(MetaCharset("<meta content='charset'>"), "");
  EXPECT_EQ(MetaCharset("<meta content='charset='>"), "");
  EXPECT_EQ(MetaCharset(std::string(20000, ' ') + "<meta charset=a>"), "");
}

}  // namespace
}  // namespace nuskha::internal
