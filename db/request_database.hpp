// A database as one request sees it.
#pragma once

#include <db/database.hpp>
#include <db/replicas.hpp>

#include <cstdint>
#include <string>

namespace praetor::tracing {
class span;
}

namespace praetor::db {

// Whose request it is, and where its reads may go.
struct request_origin
{
    std::uint64_t request = 0;           // its number, for the slow-query log
    std::string client;                  // who must see its own writes; not read without replicas
    bool may_use_replica = false;        // it only reads, so replicas may answer
    bool keeps_results = false;          // it makes its answer of the last result at once, and waits for nobody with it
    tracing::span const* span = nullptr; // its own: each transaction and read is a part of it; null: nobody asks
};

// Lives as long as the request; references must outlive it. Transactions go to the writer, and the client's reads with
// them for a while. Other reads go where `reads` (null without replicas) picks, or to the writer where the request is
// not may_use_replica. A read that finds its replica gone is done by the writer instead, unless its arguments were used
// up already.
class request_database final : public database
{
public:
    request_database(database& writer, replicas* reads, request_origin from)
        : writer_(writer), reads_(reads), from_(std::move(from))
    {}

    dialect kind() const noexcept override { return writer_.kind(); }
    pool_statistics statistics() const override;
    task<void> close() override;
    task<void> perform(access mode, job& work) override;

    // What the last read holds, where the request keeps results: until the answer is made of it, or the next read
    // begins.
    result_share take_results() noexcept { return std::move(kept_); }
    std::size_t result_bytes() const noexcept { return kept_.bytes(); }

private:
    task<void> perform_on(database& store, access mode, job& work);
    task<void> perform_traced(database& store, access mode, job& work);
    task<bool> perform_on_replica(job& work);
    void keep(result_share results) noexcept;

    database& writer_;
    replicas* reads_;
    request_origin from_;
    result_share kept_;
};

} // namespace praetor::db
