#include <db/request_database.hpp>

#include <db/statistics.hpp>

#include <server/base/error.hpp>
#include <server/tracing/span.hpp>

namespace praetor::db {
namespace {

// The request's work, on a connection that knows whose it is.
class request_job final : public database::job
{
public:
    request_job(database::job& inner, std::uint64_t request) : inner_(inner), request_(request) {}

    task<void> run(connection& conn, bool keeps) override
    {
        began_ = true;
        conn.serve_request(request_);
        return inner_.run(conn, keeps || keeps_);
    }
    bool repeatable() const noexcept override { return inner_.repeatable(); }

    // From now on it keeps its arguments, so that it can run once more elsewhere.
    void keep() noexcept { keeps_ = true; }
    bool may_run_again() const noexcept { return !began_ || inner_.repeatable(); }

private:
    database::job& inner_;
    std::uint64_t request_;
    bool keeps_ = false;
    bool began_ = false;
};

} // namespace

pool_statistics request_database::statistics() const
{
    return writer_.statistics();
}

task<void> request_database::close()
{
    co_return; // the databases belong to the server
}

void request_database::keep(result_share results) noexcept
{
    if (from_.keeps_results)
        kept_ = std::move(results);
}

task<void> request_database::perform(access mode, job& work)
{
    kept_ = {}; // a read that waits for others must not be what they wait for
    if (reads_ != nullptr && from_.may_use_replica && mode == access::read) {
        bool const done = co_await perform_on_replica(work);
        if (done)
            co_return;
    }
    bool const notes = reads_ != nullptr && mode == access::write;
    // Before it is committed, or a read in between might go to a replica; and again, for the span begins now.
    if (notes)
        reads_->wrote(from_.client);
    request_job own{work, from_.request};
    co_await perform_on(writer_, mode, own);
    keep(std::move(own.results));
    if (notes)
        reads_->wrote(from_.client);
}

task<void> request_database::perform_on(database& store, access mode, job& work)
{
    if (from_.span == nullptr || !from_.span->is_recorded())
        return store.perform(mode, work);
    return perform_traced(store, mode, work);
}

// From asking for a connection to the end of the COMMIT: a span for each statement would be several times as many, and
// the slow-query log has those that matter.
task<void> request_database::perform_traced(database& store, access mode, job& work)
{
    std::string_view const name = mode == access::write ? "transaction" : "read";
    auto made = from_.span->child(tracing::span_kind::client, name);
    made.set("db.system.name", dialect_names[store.kind()]);
    made.set("db.operation.name", name);
    std::exception_ptr failed;
    try {
        co_await store.perform(mode, work);
    }
    catch (...) {
        failed = std::current_exception();
    }
    if (!failed)
        co_return;
    made.fail(failed);
    std::rethrow_exception(failed);
}

// False where the writer has to do it.
task<bool> request_database::perform_on_replica(job& work)
{
    auto& chosen = reads_->pick(from_.client);
    if (&chosen == &writer_)
        co_return false;
    request_job own{work, from_.request};
    own.keep();
    try {
        co_await perform_on(chosen, access::read, own);
        keep(std::move(own.results));
        co_return true;
    }
    catch (error const& gone) {
        if (gone.code() != errc::unavailable || !own.may_run_again())
            throw;
        reads_->failed(chosen, gone.what());
    }
    co_return false;
}

} // namespace praetor::db
