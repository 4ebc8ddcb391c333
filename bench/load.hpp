// The load: connections that ask a question again and again, and what came of it.
//
// Closed loop: each connection asks anew as soon as it has its answer. Open loop: question k is due at k/rate
// seconds whatever the answers do, and its latency counts from when it was due, so that a stall is not left
// out of the tail.
#pragma once

#include <bench/connection.hpp>
#include <bench/latency.hpp>
#include <bench/options.hpp>
#include <bench/process_usage.hpp>
#include <server/base/task.hpp>

#include <boost/json/object.hpp>

#include <chrono>
#include <cstdint>
#include <map>

namespace praetor::bench {

// One unit of work of a case.
class question
{
public:
    virtual ~question() = default;

    // Asks once and gives the status that decides: the last answer's, or the first that a healthy server does
    // not give. Must be usable from several connections in turn. The question and `to` outlive the task.
    virtual task<unsigned> ask(connection& to) = 0;
};

struct load_result
{
    std::chrono::duration<double> measured{0};
    latency answers;                            // of units answered well inside the measured time
    std::uint64_t good_in_all = 0;              // warm-up included: what the database must hold afterwards
    std::uint64_t refused = 0;                  // units answered otherwise, or broken, warm-up included
    std::map<unsigned, std::uint64_t> refusals; // by status; 0 is a broken connection
    usage before, after;                        // of the server, at both ends of the measured time
    std::chrono::microseconds own{0};           // processor time of the load generator in the measured time
};

// Runs warm-up and measurement on the awaiting executor, which must be the only one of its thread. Returns
// once every connection has its last answer, at most 60 s after the measured time.
task<load_result> run_load(options const& wanted, question& asked);

// The figures as they are printed: units a second, latencies and processor times in microseconds.
boost::json::object to_json(options const& wanted, load_result& result);

} // namespace praetor::bench
