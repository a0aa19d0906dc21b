#!/bin/sh
# 供持续集成使用：政策有错、个案结果不符或个案不足时失败。
set -eu
cd "$(dirname "$0")/.."
pol 检查 {file}.pol
pol 测试 {file}.pol
pol 覆盖率 {file}.pol --lines none --require 80
pol 变异 {file}.pol --require 90
