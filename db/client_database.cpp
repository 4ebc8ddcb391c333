#include <db/client_database.hpp>

#include <db/statistics.hpp>

#include <server/base/error.hpp>

namespace praetor::db {
namespace {

// The read as a replica runs it: it keeps its arguments, so that the writer can run it too.
class kept_job final : public database::job
{
public:
    explicit kept_job(database::job& inner) : inner_(inner) {}

    task<void> run(connection& conn, bool) override
    {
        began_ = true;
        return inner_.run(conn, true);
    }
    bool repeatable() const noexcept override { return inner_.repeatable(); }
    bool may_run_again() const noexcept { return !began_ || inner_.repeatable(); }

private:
    database::job& inner_;
    bool began_ = false;
};

} // namespace

pool_statistics client_database::statistics() const
{
    return writer_.statistics();
}

task<void> client_database::close()
{
    co_return; // the databases belong to the server
}

task<void> client_database::perform(access mode, job& work)
{
    if (mode == access::read && spread_) {
        co_await perform_read(work);
        co_return;
    }
    // Before it is committed, or a read in between might go to a replica.
    if (mode == access::write)
        reads_.wrote(client_);
    co_await writer_.perform(mode, work);
    if (mode == access::write)
        reads_.wrote(client_);
}

task<void> client_database::perform_read(job& work)
{
    auto& chosen = reads_.pick(client_);
    if (&chosen != &writer_) {
        kept_job kept{work};
        try {
            co_await chosen.perform(access::read, kept);
            co_return;
        }
        catch (error const& gone) {
            if (gone.code() != errc::unavailable || !kept.may_run_again())
                throw;
            reads_.failed(chosen, gone.what());
        }
    }
    co_await writer_.perform(access::read, work);
}

} // namespace praetor::db
