// A database for fuzzing: SQLite in memory, each transaction inline on the caller's thread, and what one input did
// undone before the next.
#pragma once

#include <db/database.hpp>
#include <db/dialects/sqlite/connection.hpp>
#include <db/options.hpp>

namespace praetor::fuzz {

class inline_database final : public db::database
{
public:
    // With the schema of this program's head, and without rows.
    inline_database();

    db::dialect kind() const noexcept override { return db::dialect::sqlite; }
    db::pool_statistics statistics() const override;
    task<void> close() override;
    task<void> perform(access mode, job& work) override;

    // Everything between begin() and undo() never happened.
    void begin();
    void undo();

    db::sqlite::connection& connection() noexcept { return connection_; }

private:
    db::sqlite::connection connection_;
    bool inside_ = false; // between begin() and undo()
};

} // namespace praetor::fuzz
