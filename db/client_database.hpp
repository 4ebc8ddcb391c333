// A database as one client's request sees it, where replicas take reads.
#pragma once

#include <db/database.hpp>
#include <db/replicas.hpp>

#include <string>

namespace praetor::db {

// Lives as long as the request; references must outlive it. Transactions go to the writer, and the client's reads with them
// for a while. Other reads go where `reads` picks, or to the writer where the request is not `spread`. A read that finds its
// replica gone is done by the writer instead, unless its arguments were used up already.
class client_database final : public database
{
public:
    client_database(database& writer, replicas& reads, std::string client, bool spread)
        : writer_(writer), reads_(reads), client_(std::move(client)), spread_(spread)
    {}

    dialect kind() const noexcept override { return writer_.kind(); }
    pool_statistics statistics() const override;
    task<void> close() override;
    task<void> perform(access mode, job& work) override;

private:
    task<void> perform_read(job& work);

    database& writer_;
    replicas& reads_;
    std::string client_;
    bool spread_;
};

} // namespace praetor::db
