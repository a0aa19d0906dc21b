#!/bin/sh
# For a build server: fails where the policy is wrong or its cases come out otherwise, or notice too little.
set -eu
cd "$(dirname "$0")/.."
pol check {file}.pol
pol test {file}.pol
pol coverage {file}.pol --lines none --require 80
pol mutate {file}.pol --require 90
