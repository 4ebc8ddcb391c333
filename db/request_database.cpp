#include <db/request_database.hpp>

#include <db/statistics.hpp>

#include <server/base/error.hpp>

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
    co_await writer_.perform(mode, own);
    keep(std::move(own.results));
    if (notes)
        reads_->wrote(from_.client);
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
        co_await chosen.perform(access::read, own);
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
