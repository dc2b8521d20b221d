#!/usr/bin/env bash
# Builds the consumer against the library in ../target/local-repo (run `mvn verify` above first), then runs it on the
# class path and on the module path.
#
#   consumer/run.sh [java-home ...]     default: JAVA_HOME, else the java on PATH
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if [[ ! -d ../target/local-repo ]]; then
    echo "consumer: ../target/local-repo is missing; run mvn verify in the folder above" >&2
    exit 1
fi

if (($# == 0)); then
    set -- "${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}"
fi

# Through a file: some Maven launchers write colour codes to standard output even in batch mode.
mvn -B -q help:evaluate -Dexpression=settings.localRepository -Doutput="$PWD/target/repository" </dev/null
repository=$(<target/repository)
[[ -d "$repository" ]]
echo "consumer: forgets the ncf4j that Maven may have kept from an earlier build"
rm -rf "${repository:?}"/org/ncf4j/{ncf4j-parent,ncf-core}

echo "consumer: builds against ncf-core from target/local-repo"
mvn -B -q --no-transfer-progress clean package </dev/null

separator=:
case "$(uname -s)" in MINGW* | MSYS* | CYGWIN*) separator=';' ;; esac

for home in "$@"; do
    version=$("$home/bin/java" --version | head -n 1)
    echo "consumer: class path, $version"
    "$home/bin/java" -cp "target/consumer.jar${separator}target/lib/*" consumer.QuickStart
    echo "consumer: module path, $version"
    # An automatic module requires nothing by name, so its libraries have to be asked for.
    "$home/bin/java" --module-path "target/consumer.jar${separator}target/lib" --add-modules ALL-MODULE-PATH \
        --module consumer/consumer.QuickStart
done
