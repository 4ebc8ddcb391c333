// Statements in the log.
#include <db/database.hpp>
#include <db/options.hpp>

#include <tests/support/await.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/temporary_database.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace {

using namespace praetor;

// What goes to standard error meanwhile.
class captured_errors
{
public:
    captured_errors() : kept_(dup(2))
    {
        std::fflush(stderr);
        auto* file = std::freopen(path_.c_str(), "w", stderr);
        (void)file;
    }
    ~captured_errors() { restore(); }
    std::string text()
    {
        restore();
        std::ifstream file{path_};
        return {std::istreambuf_iterator<char>{file}, {}};
    }

private:
    void restore()
    {
        if (kept_ < 0)
            return;
        std::fflush(stderr);
        dup2(kept_, 2);
        close(kept_);
        kept_ = -1;
    }

    std::string path_ =
        (std::filesystem::temp_directory_path() / ("praetor_echo_" + std::to_string(getpid()))).string();
    int kept_;
};

std::string echoed(db::dialect dialect, bool with_values)
{
    tests::temporary_database at{dialect};
    auto how = at.options();
    how.echo = true;
    how.echo_values = with_values;
    boost::asio::io_context context;
    captured_errors log;
    auto const store = db::open(context.get_executor(), how);
    auto const ask = [](db::connection& conn, std::string secret) -> task<void> {
        co_await conn.execute(db::sql{"SELECT CAST($1 AS TEXT), CAST($2 AS BIGINT)", std::move(secret), 42});
    };
    tests::await(context, store->transaction(ask, std::string{"hunter2"}));
    tests::await(context, store->close());
    return log.text();
}

} // namespace

BOOST_AUTO_TEST_SUITE(echo)

PRAETOR_TEST_EACH_DIALECT(statements_are_shown_and_values_only_where_they_are_asked_for)
{
    auto const plain = echoed(dialect, false);
    BOOST_TEST(plain.find("SELECT CAST($1 AS TEXT), CAST($2 AS BIGINT)  [2 values]") != std::string::npos, plain);
    BOOST_TEST(plain.find("hunter2") == std::string::npos);
    auto const full = echoed(dialect, true);
    BOOST_TEST(full.find("['hunter2', 42]") != std::string::npos, full);
}

BOOST_AUTO_TEST_SUITE_END()
