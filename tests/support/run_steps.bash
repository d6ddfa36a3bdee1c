# The steps of tests/run; sourced by it. A step is a function step_NAME that calls pass, fail or checked.
# shellcheck shell=bash
# shellcheck disable=SC2154  # top, build, logs come from tests/run

# --- building -------------------------------------------------------------------------------------------------------

# build_flavour FLAVOUR [MAKE-TARGET...]: once a run; a failure is counted once.
declare -A built=()
build_flavour() {
    local flavour=$1 started=$SECONDS
    shift
    [ -z "${built[$flavour]:-}" ] || return "${built[$flavour]}"
    doing "build $flavour" "$logs/build-$flavour.log"
    if "$top/tests/build" "$flavour" "$@" >"$logs/build-$flavour.log" 2>&1 </dev/null; then
        built[$flavour]=0
    else
        built[$flavour]=1
        fail "build $flavour" "$logs/build-$flavour.log"
    fi
    echo "   build $flavour: $((SECONDS - started)) s"
    return "${built[$flavour]}"
}

# --- make check -----------------------------------------------------------------------------------------------------

# Counts what `make check` in DIRECTORY ran: a Catch2 program by its test cases, anything else as one test.
count_check() {
    local directory=$1 trs log cases bad
    while IFS= read -r trs; do
        log=${trs%.trs}.log
        cases=$(sed -n -e 's/^All tests passed (.* in \([0-9]*\) test cases\{0,1\}).*/\1/p' \
            -e 's/^test cases: *\([0-9]*\) .*/\1/p' "$log" | tail -n 1)
        if grep -q '^:test-result: PASS' "$trs"; then
            pass "${cases:-1}"
        else
            bad=$(sed -n 's/^test cases:.*| *\([0-9]*\) failed.*/\1/p' "$log" | tail -n 1)
            [ -z "$bad" ] || pass $((cases - bad))
            fail "${log#"$directory"/}${bad:+: $bad test cases}" "$log" 100
            [ "${bad:-1}" -le 1 ] || failed=$((failed + bad - 1))
        fi
    done < <(find "$directory" -name '*.trs' -newer "$directory/check-started" | LC_ALL=C sort)
}

# check_flavour FLAVOUR: builds and runs `make check` there.
check_flavour() {
    local flavour=$1 before=$((passed + failed))
    build_flavour "$flavour" test-programs || return
    touch "$build/$flavour/check-started"
    doing "make check ($flavour)" "$logs/check-$flavour.log"
    make -s -C "$build/$flavour" -j"$(nproc)" check >"$logs/check-$flavour.log" 2>&1 </dev/null
    local status=$?
    count_check "$build/$flavour"
    if [ $((passed + failed)) = "$before" ]; then
        fail "make check ($flavour) ran nothing" "$logs/check-$flavour.log"
    elif [ $status != 0 ] && [ ${#failures[@]} = 0 ]; then
        fail "make check ($flavour)" "$logs/check-$flavour.log"
    fi
}

step_style() {
    local script
    for script in "$top"/tests/style/check-*; do
        checked "${script##*/}" "$logs/${script##*/}.log" env top_srcdir="$top" "$script"
    done
}
step_asan() { check_flavour asan; }
step_clang() { check_flavour clang; }

# The reports go into files: some tests give the program another stderr.
step_tsan() {
    local report
    rm -f "$logs"/tsan-report.*
    TSAN_OPTIONS="suppressions=$top/tests/support/tsan.suppressions:log_path=$logs/tsan-report" check_flavour tsan
    for report in "$logs"/tsan-report.*; do [ ! -f "$report" ] || fail 'ThreadSanitizer' "$report" 100; done
}
step_ubsan() { ! build_flavour ubsan lab-programs || pass; }

# --- end to end -----------------------------------------------------------------------------------------------------

# The environment of a test: where the source is and which build it tests.
test_environment() {
    echo "VPDN_SOURCE=$top VPDN_BUILD=$build/$1 top_srcdir=$top top_builddir=$build/$1"
}

# The log of a test file.
log_of() { echo "$logs/$1/${2//\//_}.log"; }

# run_one STEP TITLE FLAVOUR COMMAND...: leaves the log, exit status and seconds; counts nothing, may run beside others.
run_one() {
    local log started=$SECONDS
    log=$(log_of "$1" "$2")
    mkdir -p "${log%/*}"
    rm -f "$log.status"
    # shellcheck disable=SC2046  # paths of ours, no blanks
    env $(test_environment "$3") "${@:4}" >"$log" 2>&1 </dev/null
    echo "$? $((SECONDS - started))" >"$log.status"
}

# judge_one STEP TITLE: counts what run_one left as a test of its own; skipping counts as failing.
judge_one() {
    local log status=none seconds=0
    log=$(log_of "$1" "$2")
    [ ! -f "$log.status" ] || read -r status seconds <"$log.status"
    if [ "$status" = 0 ]; then
        pass
        echo "   $2: passed, $seconds s"
        return
    fi
    [ "$status" != 77 ] || echo 'skipped: not allowed here' >>"$log"
    fail "$2 (exit status $status)" "$log" 200
    dpkg -V ppp 2>&1 | sed 's/^/    dpkg -V ppp: /'
}

one_file() {
    doing "$2" "$(log_of "$1" "$2")"
    run_one "$@"
    judge_one "$1" "$2"
}

files_of() {
    case $1 in
        host-e2e) find "$top/tests/e2e/host" -name '*.test' 2>/dev/null ;;
        e2e-qemu) find "$top/tests/e2e" -maxdepth 1 -name '*.test' 2>/dev/null ;;
        e2e) files_of e2e-qemu | grep -Ev "/($take_longer)\.test$" ;;
        e2e-long) files_of e2e-qemu | grep -E "/($take_longer)\.test$" ;;
        e2e-debian-13-pppd) files_of e2e-qemu | grep -Ev "/($of_a_guest|loop_turns)\.test$" ;;
        e2e-host) files_of e2e-qemu | grep -Ev "/($of_a_guest)\.test$" ;;
        kl2tpd) echo "$top/tests/e2e/more/kl2tpd.test" ;;
        package) echo "$top/tests/e2e/more/package.test" ;;
    esac | LC_ALL=C sort
}

of_a_guest='watches|unit' # they set a limit of the whole kernel, or make control groups: never this machine's
take_longer='lns_freeradius|lns_hanging_scripts|tunnel_switch_peers|unit'

# Does a filter name a file of this step?
step_has_file() {
    local file
    [ ${#filters[@]} -gt 0 ] && [[ $1 != e2e-@(host|qemu|debian-13-pppd) ]] || return 1
    while IFS= read -r file; do
        ! file_wanted "$1" "${file#"$top"/}" || return 0
    done < <(files_of "$1")
    return 1
}

# Titles of the files that run, by process.
declare -A running=()

# judge_next STEP FILES-IN-ALL: waits for one of those that run, and counts it.
judge_next() {
    local process
    doing "$1 ($(printf '%s\n' "${running[@]##*/}" | paste -sd ' '))" "$logs/$1/*" "$judged of $2 files"
    wait -n -p process "${!running[@]}"
    judge_one "$1" "${running[$process]}"
    unset "running[$process]"
    judged=$((judged + 1))
}

# run_files STEP FLAVOUR [PREFIX...]: every file of the step that is wanted, each by PREFIX FILE; one more at once than cores:
# they mostly wait for timers of the protocol. Results are told as they come.
run_files() {
    local step=$1 flavour=$2 file judged=0
    local files=() kernel=()
    shift 2
    while IFS= read -r file; do
        ! file_wanted "$step" "${file#"$top"/}" || files+=("$file")
    done < <(files_of "$step")
    for file in "${files[@]}"; do
        [ ${#running[@]} -le "$(nproc)" ] || judge_next "$step" ${#files[@]}
        kernel=()
        ! [[ $step/${file##*/} =~ ^e2e(-long)?/($of_a_guest)\.test$ ]] || kernel=(--kernel uml)
        [ "$step/${file##*/}" != e2e/loop_turns.test ] || kernel=(--kernel qemu) # one processor waits for nobody
        run_one "$step" "${file#"$top"/tests/}" "$flavour" "$@" "${kernel[@]}" "$file" &
        running[$!]=${file#"$top"/tests/}
    done
    while [ ${#running[@]} -gt 0 ]; do judge_next "$step" ${#files[@]}; done
    [ ${#files[@]} -gt 0 ] || fail "$step: no test found"
}

lab=("$top/tests/lab" -t 900 -e top_srcdir -e top_builddir)  # against hangs only

step_host_e2e() { ! build_flavour asan test-programs || run_files host-e2e asan timeout 900; }
step_lab_prepare() {
    checked 'the laboratory kernel' "$logs/lab-prepare.log" "$top/tests/lab" --prepare
    checked 'a stock kernel for two processors' "$logs/lab-prepare-qemu.log" "$top/tests/lab" --prepare --kernel qemu
}
step_lab_selftest() { checked 'the laboratory itself' "$logs/lab-selftest.log" "$top/tests/labkernel/selftest"; }
step_e2e() { ! build_flavour ubsan lab-programs || run_files e2e ubsan "${lab[@]}"; }
step_e2e_long() { ! build_flavour ubsan lab-programs || run_files e2e-long ubsan "${lab[@]}"; }
# All pppds are Debian 13's, those of users too.
step_e2e_debian_13_pppd() {
    ! build_flavour pppd-2.5 lab-programs ||
        run_files e2e-debian-13-pppd pppd-2.5 "${lab[@]}" "$top/tests/support/over-pppd" "$build/debian-13/unpacked"
}
# As on a machine whose own kernel has everything: the guest is that machine.
step_e2e_host() { ! build_flavour ubsan lab-programs || run_files e2e-host ubsan "${lab[@]}" -m 1536 "${lab[@]}" --kernel host; }
step_e2e_qemu() { ! build_flavour ubsan lab-programs || run_files e2e-qemu ubsan "${lab[@]}" -t 1800 --kernel qemu; }  # it emulates

# A peer that Debian 12 does not have.
step_kl2tpd() {
    build_flavour ubsan lab-programs || return
    local fetched
    if fetched=$("$top/tests/support/fetch-debian" -s trixie "$build/go-l2tp" go-l2tp 2>"$logs/fetch-go-l2tp.log"); then
        run_files kl2tpd ubsan "${lab[@]}" -e VPDN_KL2TPD="$fetched/usr/sbin/kl2tpd"
    else
        fail "fetching Debian 13's go-l2tp" "$logs/fetch-go-l2tp.log"
    fi
}

# The Catch2 program for the kernel: counted by test cases.
step_lab_tests() {
    build_flavour ubsan lab-programs || return
    local log=$logs/lab_tests.log good
    doing 'lab tests' "$log"
    # shellcheck disable=SC2046
    if env $(test_environment ubsan) "${lab[@]}" "$build/ubsan/tests/lab_tests" >"$log" 2>&1 </dev/null; then
        good=$(sed -n 's/^All tests passed (.* in \([0-9]*\) test cases\{0,1\}).*/\1/p' "$log")
        if [ -n "$good" ]; then pass "$good"; else fail 'lab_tests ran no test' "$log"; fi
    else
        fail lab_tests "$log" 100
    fi
}

# What the daemon's sockets need of Linux, with the stock kernels of Debian 11, 12 and 13.
step_kernels() {
    build_flavour ubsan lab-programs || return
    local kernel
    for kernel in qemu-5.10 qemu qemu-6.12; do
        # shellcheck disable=SC2046
        checked "sockets in $kernel" "$logs/kernels-$kernel.log" \
            env $(test_environment ubsan) "${lab[@]}" --kernel "$kernel" "$build/ubsan/tests/lab_tests" '[sockets]'
    done
}

step_demo() { ! build_flavour ubsan lab-programs || one_file demo demo ubsan "$top/tests/demo"; }
step_demo_valgrind() {
    ! build_flavour ubsan lab-programs ||
        one_file demo 'demo under valgrind' ubsan env VPDN_VALGRIND=1 "$top/tests/demo"
}

# --- the tarball, the package, other headers, lint --------------------------------------------------------------------

# The tests are compiled from the tree; of the tarball it is enough that it has them all.
step_distcheck() {
    checked 'make distcheck' "$logs/distcheck.log" "$top/tests/build" dist distcheck || return
    ! git -c safe.directory='*' -C "$top" rev-parse --git-dir >/dev/null 2>&1 || # from a tarball there is nothing to compare with
        checked 'the tarball has every file' "$logs/tarball.log" "$top/tests/support/check-tarball" "$build"/dist/vpdnd-*.tar.xz
}
step_distcheck_tests() { checked 'make distcheck with tests' "$logs/distcheck-tests.log" "$top/tests/build" dist-tests distcheck; }
step_in_place() { checked 'the tree, built in place' "$logs/in-place.log" "$top/tests/support/check-in-place"; }
# Built and tried, then its life on a machine with systemd; that one's peer is a build of ours.
step_package() {
    checked 'Debian package' "$logs/package.log" "$top/tests/support/check-package" || return
    ! build_flavour ubsan lab-programs ||
        run_files package ubsan "${lab[@]}" --kernel uml -m 768 -e VPDN_PACKAGES="$build/package"
}
step_rpm() { checked 'rpm package' "$logs/rpm.log" "$top/tests/support/check-rpm"; }
step_plugin_headers() {
    checked "plugin with pppd 2.5's headers" "$logs/plugin-headers.log" "$top/tests/support/plugin-with-pppd-2.5"
}

# check_lib_for STEP ARCHITECTURE: lib/ as that architecture's compiler and processor see it.
check_lib_for() {
    local directory=$build/lib-$2 before=$((passed + failed)) status=0
    mkdir -p "$directory"
    touch "$directory/check-started"
    doing "lib for $2" "$logs/$1.log"
    "$top/tests/support/check-lib-for" "$2" "$directory" >"$logs/$1.log" 2>&1 </dev/null || status=$?
    count_check "$directory"
    if [ $status != 0 ] || [ $((passed + failed)) = "$before" ]; then fail "lib for $2" "$logs/$1.log"; fi
}
step_bits32() { check_lib_for bits32 i386; }
step_big_endian() { check_lib_for big-endian s390x; }

step_tidy() { checked clang-tidy "$logs/tidy.log" "$top/tests/support/tidy"; }
