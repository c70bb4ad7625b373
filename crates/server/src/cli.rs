//! The command line; every flag can be given as an environment variable `LIVE_…` too.

use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::BoolishValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::auth::Role;

/// The server beside the live sales dashboard.
#[derive(Debug, Parser)]
#[command(name = "live-server", version, about)]
pub struct Cli {
    /// What to do; without it, serve.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to serve.
    #[command(flatten)]
    pub options: Options,
}

/// What else than serving the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Who may log in
    #[command(subcommand)]
    User(UserCommand),
    /// Keys for `POST /api/orders`
    #[command(subcommand)]
    Key(KeyCommand),
}

/// `user …`: the password is read from the terminal, or from stdin when that is not one.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Lets a user log in
    Add {
        /// The name to log in with
        name: String,
        /// Operators may change what every screen shows, viewers only look
        #[arg(long, value_enum, default_value_t = Role::Viewer)]
        role: Role,
    },
    /// Changes a password, and ends the user's sessions
    Passwd {
        /// Whose password
        name: String,
    },
    /// Removes a user, and ends the user's sessions
    Remove {
        /// Whom
        name: String,
    },
    /// Shows all users with their roles
    List,
}

/// `key …`: a key is shown once, only its hash is kept.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Makes a key and shows it
    Add {
        /// What to call it
        name: String,
    },
    /// Makes a key worthless
    Remove {
        /// Which key
        name: String,
    },
    /// Shows the names of all keys
    List,
}

/// How to serve.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// The address to listen on; port 0 takes any free one
    #[arg(
        long,
        env = "LIVE_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS"
    )]
    pub listen: String,
    /// The folder of the built page
    #[arg(long, env = "LIVE_DIST", default_value = "dist", value_name = "DIR")]
    pub dist: PathBuf,
    /// The folder that keeps users, sessions and charts
    #[arg(
        long,
        env = "LIVE_STATE",
        default_value = "./live-data",
        value_name = "DIR",
        global = true
    )]
    pub state: PathBuf,
    /// Seeded synthetic orders, or only those that are posted [default: demo, unless another source is named]
    #[arg(long, env = "LIVE_FEED", value_enum)]
    pub feed: Option<Feed>,
    /// A CSV file of orders as the live feed
    #[arg(long, env = "LIVE_REPLAY", value_name = "FILE")]
    pub replay: Option<PathBuf>,
    /// The headings of that file: `time=Order Date,amount=Sales,…`
    #[arg(long, env = "LIVE_COLUMNS", value_name = "MAP")]
    pub columns: Option<String>,
    /// Stock levels: a CSV file with `product,stock`
    #[arg(long, env = "LIVE_STOCK", value_name = "FILE")]
    pub stock: Option<PathBuf>,
    /// File time / real time, or `max` [default: 1]
    #[arg(long, env = "LIVE_SPEED", value_name = "X|max")]
    pub speed: Option<Speed>,
    /// A folder of `<chartName>.json` files as the source of the charts
    #[arg(long, env = "LIVE_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Serve clients that have no login, from any page
    #[arg(long, env = "LIVE_PUBLIC", value_parser = BoolishValueParser::new())]
    pub public: bool,
    /// Actions that are relayed to every client
    #[arg(
        long,
        env = "LIVE_RELAY",
        value_delimiter = ',',
        default_value = "fullScreen,themeChange",
        value_name = "ACTION"
    )]
    pub relay: Vec<String>,
    /// A further name of a chart
    #[arg(
        long,
        env = "LIVE_ALIAS",
        value_delimiter = ',',
        default_value = "hotproduct=hot",
        value_name = "NAME=CHART"
    )]
    pub alias: Vec<Alias>,
    /// A further origin that may open the socket
    #[arg(
        long,
        env = "LIVE_ALLOW_ORIGIN",
        value_delimiter = ',',
        value_name = "URL"
    )]
    pub allow_origin: Vec<String>,
    /// Overrides `map` in config.json
    #[arg(long, env = "LIVE_MAP", value_name = "NAME")]
    pub map: Option<String>,
    /// Sockets per client address, 0 for any number
    #[arg(
        long,
        env = "LIVE_MAX_PER_ADDRESS",
        default_value_t = 256,
        value_name = "N"
    )]
    pub max_per_address: usize,
    /// Take client address and scheme from X-Forwarded-*
    #[arg(long, env = "LIVE_TRUST_PROXY", value_parser = BoolishValueParser::new())]
    pub trust_proxy: bool,
}

/// `--feed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Feed {
    /// Seeded synthetic orders.
    Demo,
    /// Only posted orders.
    None,
}

/// `--speed`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Speed {
    /// So many seconds of file time in a second of real time; finite and above zero.
    Times(f64),
    /// As fast as it goes.
    Max,
}

impl FromStr for Speed {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "max" {
            return Ok(Self::Max);
        }
        match text.parse() {
            Ok(times) if f64::is_finite(times) && times > 0.0 => Ok(Self::Times(times)),
            _ => Err("a number above 0, or `max`"),
        }
    }
}

/// `--alias NAME=CHART`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The further name.
    pub name: socket_wire::TopicName,
    /// The chart it stands for.
    pub chart: socket_wire::TopicName,
}

impl FromStr for Alias {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, chart) = text.split_once('=').ok_or("NAME=CHART is wanted")?;
        let valid = |text| socket_wire::TopicName::new(text).map_err(|error| error.to_string());
        Ok(Self {
            name: valid(name)?,
            chart: valid(chart)?,
        })
    }
}
