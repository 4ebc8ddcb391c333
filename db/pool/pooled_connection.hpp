// What a pool asks of a connection, beside what models ask of it.
#pragma once

#include <db/connection.hpp>
#include <db/pool/failure.hpp>

#include <chrono>
#include <cstdint>

namespace praetor::db {

// On the io_context's thread.
class pooled_connection : public connection
{
public:
    // A transaction: begin() sends nothing by itself. Once the COMMIT is sent, cancellation does not end commit().
    // rollback() does nothing where no statement of the transaction has been sent.
    virtual void begin() = 0;
    virtual task<void> commit() = 0;
    virtual task<void> rollback() = 0;
    // Sends what was enqueued outside a transaction.
    virtual task<void> finish() = 0;
    // Whether the server answers within the connect timeout.
    virtual task<bool> answers() = 0;

    // Whether the connection must be closed: lost, or cut in the middle of an exchange.
    virtual bool broken() const noexcept = 0;
    // Whether it stands in a transaction; then nobody else may have it.
    virtual bool in_transaction() const noexcept = 0;
    // Whether the server may still be at work on something that nobody waits for any more.
    virtual bool abandoned() const noexcept = 0;
    // Forgets what was enqueued and never sent.
    virtual void forget_enqueued() noexcept = 0;

    // What the last failed exchange came to.
    virtual failure last_failure() const noexcept = 0;
    // Until when the exchange under way must have brought something; then interrupt() it. The end of time where there
    // is none, or no limit.
    virtual std::chrono::steady_clock::time_point expires() const noexcept = 0;
    // Lets the wait under way fail with errc::timeout.
    virtual void interrupt() noexcept = 0;

    // How often it sent something and waited for the answer.
    virtual std::uint64_t round_trips() const noexcept = 0;
};

} // namespace praetor::db
