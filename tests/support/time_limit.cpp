// A test that waits for ever ends the program: the log has its name last, and the closing line of ./dev test shows
// that.
#include <boost/test/unit_test.hpp>

#include <unistd.h>

namespace {

// The longest test takes 20 s under sanitizers.
constexpr unsigned seconds_a_test = 300;

struct time_limit : boost::unit_test::test_observer
{
    time_limit() { boost::unit_test::framework::register_observer(*this); }
    ~time_limit() override { boost::unit_test::framework::deregister_observer(*this); }
    time_limit(time_limit const&) = delete;
    time_limit& operator=(time_limit const&) = delete;

    void test_unit_start(boost::unit_test::test_unit const& one) override
    {
        if (one.p_type == boost::unit_test::TUT_CASE)
            alarm(seconds_a_test);
    }
    void test_unit_finish(boost::unit_test::test_unit const&, unsigned long) override { alarm(0); }
};

} // namespace

BOOST_TEST_GLOBAL_FIXTURE(time_limit);
