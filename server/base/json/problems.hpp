// The located problems of one request, in pydantic's words: what a 422 lists.
#pragma once

#include <boost/json/value.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace praetor::json {

// One problem: {"type": …, "loc": […], "msg": …, "input": …, "ctx": {…}}; `ctx` is left out where it is empty.
struct problem
{
    std::string type;
    std::string loc; // a JSON array: ["body", "flow_runs", "id", "any_", 0]
    std::string msg;
    std::string input; // JSON
    std::string ctx;   // a JSON object, or empty
    std::size_t depth; // steps of loc
};

// Collects the problems while a document is walked, the first hundred of them; keeps the path from the root to the
// value being read.
class problems
{
public:
    using step = std::variant<std::string_view, std::size_t>;

    // The first step of every location: "body", "query" or "path".
    explicit problems(std::string_view root) { path_.push_back(root); }

    // A step down the document for the lifetime of the guard. The name must outlive the guard.
    class descent
    {
    public:
        descent(problems& owner, step where) : owner_(owner) { owner_.path_.push_back(where); }
        ~descent() { owner_.path_.pop_back(); }
        descent(descent const&) = delete;
        descent& operator=(descent const&) = delete;

    private:
        problems& owner_;
    };

    // The alternatives of a union, tried one after another: as many problems are taken within as if there were none
    // yet, for one that fits makes them void. Where none fits, those beyond what is told are dropped with the guard.
    // Unions within unions may be tried again and again: after max_tried problems that were taken for nothing, no more
    // are.
    class alternatives
    {
    public:
        explicit alternatives(problems& owner);
        ~alternatives();
        alternatives(alternatives const&) = delete;
        alternatives& operator=(alternatives const&) = delete;

        // Forgets what was added since it began.
        void forget();

    private:
        problems& owner_;
        std::size_t before_;
        std::size_t tried_;
        std::size_t max_;
        std::size_t max_bytes_;
    };

    // Adds a problem of the value at the current path, unless there are enough. `ctx` is the text of a JSON object.
    // Inputs are told whole until they are repeated_whole bytes together, then briefly.
    void add(std::string_view type, std::string_view msg, boost::json::value const& input, std::string ctx = {});

    // "Value error, <msg>", as pydantic words what a validator of a model refuses.
    void add_value_error(std::string_view msg, boost::json::value const& input);

    // Whether no more are taken: a reader of a list goes no further then.
    bool are_enough() const noexcept { return found_.size() >= max_ || bytes_ >= max_bytes_ || tried_ >= max_tried; }

    bool empty() const noexcept { return found_.empty(); }
    std::size_t size() const noexcept { return found_.size(); }
    std::vector<problem> const& found() const noexcept { return found_; }

    // Puts those of the members `first` before all others and those of `last` behind them, in that order; the others
    // stay as they are.
    void put_in_order(std::span<std::string_view const> first, std::span<std::string_view const> last);

    // Parameters of their own (not members of a model) that are missing have the input null.
    void blank_missing_inputs();

    // The array of all problems, as JSON.
    std::string to_json() const;

private:
    static constexpr std::size_t max_count = 100;
    static constexpr std::size_t max_tried = 2'000;
    static constexpr std::size_t max_bytes = std::size_t{1} << 20; // bytes

    std::string location() const;
    void forget_from(std::size_t count);

    std::vector<step> path_;
    std::vector<problem> found_;
    std::size_t max_ = max_count;       // of found_
    std::size_t max_bytes_ = max_bytes; // of bytes_
    std::size_t tried_ = 0;             // were taken, but for those that a fitting alternative made void
    std::size_t bytes_ = 0;             // bytes of all
    std::size_t inputs_ = 0;            // bytes of all inputs
};

// Thrown once a request has been read whole and something was wrong. `body` is the request's body as JSON, "null" if
// it had none: the reply repeats it.
class invalid_request
{
public:
    invalid_request(std::string detail, std::string body) : detail_(std::move(detail)), body_(std::move(body)) {}
    std::string const& detail() const noexcept { return detail_; }
    std::string const& body() const noexcept { return body_; }

private:
    std::string detail_;
    std::string body_;
};

} // namespace praetor::json
