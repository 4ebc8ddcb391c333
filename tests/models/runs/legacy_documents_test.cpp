#include <models/runs/state.hpp>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using namespace praetor;

// What is read of a column with this text.
template <class Document>
std::string read(std::string_view text)
{
    models::stored_document<Document> out;
    read_cell(db::cell{text}, out);
    return out.text;
}

template <class Document>
boost::json::value parsed(std::string_view text)
{
    return boost::json::parse(read<Document>(text));
}

} // namespace

BOOST_AUTO_TEST_SUITE(legacy_documents)

BOOST_AUTO_TEST_CASE(state_details_of_an_older_release_get_the_keys_they_lack)
{
    auto const details = parsed<models::state_details>(R"({"scheduled_time": "2030-01-01T03:00:00+01:00"})");
    BOOST_TEST(details.at("scheduled_time").as_string() == "2030-01-01T03:00:00+01:00"); // the offset stays
    BOOST_TEST(details.at("traceparent").is_null());
    BOOST_TEST(details.at("pause_reschedule").as_bool() == false);
}

BOOST_AUTO_TEST_CASE(policies_of_an_older_release_get_the_keys_they_lack)
{
    auto const policy = parsed<models::flow_run_policy>(R"({"retries": 2, "pause_keys": ["a"]})");
    BOOST_TEST(policy.at("retries").as_int64() == 2);
    BOOST_TEST(policy.at("pause_keys").as_array().size() == 1U);
    BOOST_TEST(policy.at("retry_type").is_null());
    BOOST_TEST(parsed<models::task_run_policy>("{}").at("retry_jitter_factor").is_null());
}

BOOST_AUTO_TEST_CASE(a_document_with_the_newest_key_and_one_that_is_none_stay_as_they_are)
{
    std::string const newest = R"({"retry_type":null,"x":1})";
    BOOST_TEST(read<models::flow_run_policy>(newest) == newest);
    for (std::string const text : {"null", "[]", "{"})
        BOOST_TEST(read<models::state_details>(text) == text);
}

BOOST_AUTO_TEST_SUITE_END()
