// Boost.Test, compiled here alone. The program is its own template worker, as the server is.
#define BOOST_TEST_MODULE praetor
#define BOOST_TEST_NO_MAIN
#include <boost/test/included/unit_test.hpp>

#include <server/services/template_worker_child.hpp>

#include <unistd.h>

int main(int count, char** words)
{
    if (praetor::services::is_template_worker(count, words))
        _exit(praetor::services::run_template_worker());
    return boost::unit_test::unit_test_main(&init_unit_test_suite, count, words);
}
