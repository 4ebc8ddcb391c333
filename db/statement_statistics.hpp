// How long statements take: a histogram for each kind of them, and a line in the log for each slow one.
#pragma once

#include <db/statement_observer.hpp>
#include <db/statistics.hpp>

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace praetor::db {

// The verb of a statement and the table it is about: "SELECT flow_run", "INSERT INTO events". Few enough to label
// metrics with, whatever is asked.
std::string statement_name(std::string_view text);

class statement_statistics final : public statement_observer
{
public:
    struct counts
    {
        duration_histogram took;
        std::uint64_t rows = 0;
        std::uint64_t failures = 0;
        std::uint64_t slow = 0;
    };

    // Statements that take `slow` or longer are logged, with the values of their arguments where `with_values`; none
    // where it is zero. Those of a server that nobody asks for metrics need not be counted.
    statement_statistics(std::chrono::milliseconds slow, bool with_values, bool counts)
        : slow_(slow), with_values_(with_values), counting_(counts)
    {}

    void finished(finished_statement const& one) override;

    // By name; empty where nothing is counted. Any thread.
    std::map<std::string, counts> by_name() const;

private:
    void count(finished_statement const& one, bool slow);

    std::chrono::milliseconds slow_;
    bool with_values_;
    bool counting_;
    mutable std::mutex mutex_;
    std::map<std::string, counts> counts_;
    std::unordered_map<std::string, counts*> by_text_;
};

} // namespace praetor::db
